// Owns asking before something that other people see.
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A modal question; Escape and "Cancel" say no. The browser holds the focus inside and gives it back. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  busy,
  busyLabel = 'Publishing…',
  onConfirm,
  onCancel,
}: {
  title: string
  children: ComponentChildren
  confirm: string
  busy: boolean
  busyLabel?: string
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
