// Owns asking before something that other people see.
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A modal question; Escape and "Cancel" say no. The browser holds the focus inside and gives it back. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  busy,
  busyLabel,
  fault,
  onConfirm,
  onCancel,
}: {
  title: string
  children: ComponentChildren
  confirm: string
  busy: boolean
  /** While it is being done. */
  busyLabel: string
  /** Why it was not done: what lies behind a dialog nobody sees. */
  fault?: string | undefined
  onConfirm: () => void
  onCancel: () => void
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="confirm-title"
      onCancel={(event) => {
        event.preventDefault()
        onCancel()
      }}
    >
      <h2 id="confirm-title">{title}</h2>
      {children}
      <p class="fault" role="alert">
        {fault}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" class="button primary" disabled={busy} onClick={onConfirm}>
          {busy ? busyLabel : confirm}
        </button>
      </div>
    </dialog>
  )
}
