// Owns what counts as visible.

/** Whether an element takes up space and may be seen, wherever the page is scrolled to. */
export function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect()
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
}
