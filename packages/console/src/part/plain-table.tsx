// Owns small tables: a heading a column, and rows that are named by their first cell. It must not know what is listed.
import type { ComponentChildren, JSX } from 'preact'

/** One column of rows of `T`. */
export interface PlainColumn<T> {
  label: string
  numeric?: boolean
  /** In the letters of code. */
  mono?: boolean
  cell(row: T): ComponentChildren
}

/** @param keyOf - tells rows apart. */
export function PlainTable<T>({ columns, rows, keyOf }: { columns: readonly PlainColumn<T>[]; rows: readonly T[]; keyOf(row: T): string }): JSX.Element {
  return (
    <table class="plain-table">
      <thead>
        <tr>
          {columns.map(({ label, numeric }) => (
            <th key={label} scope="col" class={numeric ? 'numeric' : undefined}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ label, numeric, mono, cell }, index) =>
              index ? (
                <td key={label} class={numeric ? 'numeric' : undefined}>
                  {cell(row)}
                </td>
              ) : (
                <th key={label} scope="row" class={mono ? 'mono' : undefined}>
                  {cell(row)}
                </th>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
