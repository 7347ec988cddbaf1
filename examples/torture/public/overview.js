// Lets a person drive the corner in the frame.
for (const name of ['start', 'next', 'stop']) document.querySelector('#' + name).addEventListener('click', () => window.frames.corner.torture?.[name]())
