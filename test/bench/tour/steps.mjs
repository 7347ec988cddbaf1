// Owns the steps that every contestant shows: at a button, at another far from it, and in a box that scrolls.
export const STEPS = [
  { target: '#target-1', title: 'Create', text: 'Start here to create your first project.' },
  { target: '#target-2', title: 'Your data', text: 'Every project shows up in this table.' },
]
export const IN_BOX = [{ target: '#target-3', title: 'In the box', text: 'It moves with its row.' }]
