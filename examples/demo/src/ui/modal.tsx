import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'

interface ModalProps {
  title: string
  onClose: () => void
  onSubmit: (form: FormData) => void
  submit: string
  danger?: boolean
  disabled?: boolean
  guide?: string
  children: ComponentChildren
}

/** Shows a form in a native modal dialog for as long as it is rendered; Escape and a click outside close it. */
export function Modal({ title, onClose, onSubmit, submit, danger = false, disabled = false, guide, children }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    dialog.current!.showModal()
    dialog.current!.querySelector<HTMLElement>('input, select')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={id}
      data-guide={guide}
      onClose={onClose}
      onMouseDown={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <form
        class="modal-form"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          dialog.current!.close()
          onSubmit(form)
        }}
      >
        <header class="modal-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="button-icon" aria-label="Close" onClick={() => dialog.current!.close()}>
            <Icon name="close" />
          </button>
        </header>
        <div class="modal-body">{children}</div>
        <footer class="modal-foot">
          <button type="button" class="button" onClick={() => dialog.current!.close()}>
            Cancel
          </button>
          <button type="submit" class={danger ? 'button button-danger' : 'button button-primary'} disabled={disabled}>
            {submit}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
