// Owns a short burst of confetti on a canvas. Only called where motion is welcome.

const PIECES = 140
const LIFE_MS = 2600
const COLOURS = ['#6366f1', '#f59e0b', '#10b981', '#ef4444', '#ec4899', '#0ea5e9']

/** Throws confetti once over the canvas. @returns what ends it at once. */
export function throwConfetti(canvas: HTMLCanvasElement): () => void {
  const context = canvas.getContext('2d')
  if (!context) return () => {}
  const width = (canvas.width = innerWidth)
  const height = (canvas.height = innerHeight)
  // from both sides, upwards and inwards
  const pieces = Array.from({ length: PIECES }, (_, i) => ({
    x: i % 2 ? width : 0,
    dx: (i % 2 ? -1 : 1) * height * (0.1 + Math.random() * 0.6),
    dy: -height * (0.6 + Math.random() * 0.8),
    spin: Math.random() * 12,
    size: 5 + Math.random() * 6,
    colour: COLOURS[i % COLOURS.length]!,
  }))
  const start = performance.now()
  let frame = requestAnimationFrame(draw)
  function draw(now: number): void {
    const t = (now - start) / 1000
    context!.clearRect(0, 0, width, height)
    if (t * 1000 > LIFE_MS) return
    context!.globalAlpha = Math.min(1, (LIFE_MS / 1000 - t) * 2)
    const drag = (1 - Math.exp(-2 * t)) / 2
    for (const { x, dx, dy, spin, size, colour } of pieces) {
      const [cos, sin] = [Math.cos(spin * t), Math.sin(spin * t)]
      context!.setTransform(cos, sin, -sin, cos, x + dx * drag, height * (0.75 + 0.35 * t * t) + dy * drag)
      context!.fillStyle = colour
      context!.fillRect(-size / 2, -size / 3, size, size * 0.66)
    }
    context!.resetTransform()
    frame = requestAnimationFrame(draw)
  }
  return () => cancelAnimationFrame(frame)
}
