// Owns tables: columns, sorting by the heading, a link over the whole row, cards on a phone. It must not know what is listed.
import type { ComponentChildren, JSX } from 'preact'
import { Icon } from './icon.tsx'

/** One column of rows of `T`. */
export interface Column<T> {
  key: string
  label: string
  numeric?: boolean
  /** Takes the width that is left. */
  wide?: boolean
  /** Left out on a phone. */
  deskOnly?: boolean
  /** Heads the card on a phone; it should hold the link of the row (class `cover`). */
  lead?: boolean
  cell(row: T): ComponentChildren
  /** Makes the column sortable; `null` goes last in both directions. */
  sortBy?(row: T): number | string | null
}

/** By which column, in which direction. */
export interface Sort {
  by: string
  descending: boolean
}

/** Sorts rows without touching the given list; equal rows keep their order. */
export function sortRows<T>(rows: T[], columns: Column<T>[], { by, descending }: Sort): T[] {
  const sortBy = columns.find((column) => column.key === by)?.sortBy
  if (!sortBy) return rows
  return [...rows].sort((one, other) => {
    const a = sortBy(one)
    const b = sortBy(other)
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const order = typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b
    return descending ? -order : order
  })
}

/**
 * Draws a table.
 *
 * On a phone rows become cards; the roles are written out because `display: block` takes them from the elements there.
 */
export function DataTable<T>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  rowClass,
}: {
  caption: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  sort?: Sort
  onSort?: (sort: Sort) => void
  rowClass?: (row: T) => string
}): JSX.Element {
  return (
    <table class="data-table" role="table">
      <caption class="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => {
            const active = sort?.by === column.key
            const classes = `${column.numeric ? 'numeric' : ''} ${column.wide ? 'wide' : ''}`
            return (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                class={classes}
                {...(active && { 'aria-sort': sort.descending ? 'descending' : 'ascending' })}
              >
                {column.sortBy && onSort ? (
                  <button
                    type="button"
                    class={active ? 'sort active' : 'sort'}
                    onClick={() => onSort({ by: column.key, descending: active ? !sort.descending : column.numeric === true })}
                  >
                    {column.label}
                    <Icon name={active ? (sort.descending ? 'down' : 'up') : 'sort'} />
                  </button>
                ) : (
                  column.label
                )}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" class={rowClass?.(row)}>
            {columns.map((column) => (
              <td
                key={column.key}
                role="cell"
                data-label={column.label}
                class={`${column.numeric ? 'numeric' : ''} ${column.lead ? 'lead-cell' : ''} ${column.deskOnly ? 'desk' : ''}`}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
