// Owns what PostgreSQL calls otherwise than SQLite, for Kysely. It must not know tables.
import { PostgresDialect, PostgresQueryCompiler, type DataTypeNode, type QueryCompiler } from 'kysely'

/** Types that mean the same in both: texts in order of their bytes whatever the locale, numbers with all their digits. */
const TYPES: Readonly<Record<string, string>> = { text: 'text collate "C"', real: 'double precision', blob: 'bytea' }

class Compiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    this.append(TYPES[String(node.dataType)] ?? String(node.dataType))
  }
}

/** Kysely's dialect with the types of the state store. */
export class StateDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new Compiler()
  }
}
