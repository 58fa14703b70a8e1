/** The file's first rows as they are; above each column a choice says what it holds. */
import { Select } from '@mantine/core';
import type { Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { text } from '../../i18n/text.ts';
import style from './import.module.css';
import { type Role, roleChoices, roleOf } from './roles.ts';

const SHOWN = 8;

type Props = {
  readonly rows: readonly (readonly string[])[];
  readonly mapping: Mapping;
  readonly assign: (column: number, role: Role | undefined) => void;
};

export function SampleTable({ rows, mapping, assign }: Props) {
  const filled = rows.slice(0, rows.findLastIndex((row) => row.some((text) => text !== '')) + 1);
  const width = Math.max(0, ...filled.map(({ length }) => length));
  const columns = Array.from({ length: width }, (_, column) => column);
  const header = filled[mapping.skipRows - 1];
  // The data begins after what is skipped: show its first rows, and the skipped ones only while they are few.
  const first = Math.max(0, Math.min(mapping.skipRows, filled.length - SHOWN));
  return (
    <div className={style['scroll']}>
      <table className={style['sample']} aria-label={text('import.sample-of-the-file')}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>
                <Select
                  aria-label={text('import.column-number-header', {
                    number: String(column + 1),
                    header: header?.[column] || 'none',
                  })}
                  size="xs"
                  placeholder={text('import.not-used')}
                  clearable
                  data={roleChoices.map(({ value, label }) => ({ value, label: text(label) }))}
                  value={roleOf(mapping, column) ?? null}
                  onChange={(role) => assign(column, (role as Role | null) ?? undefined)}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.slice(first > 0 ? first - 1 : 0, first + SHOWN).map((row, i) => {
            const number = (first > 0 ? first - 1 : 0) + i;
            return (
              <tr key={number} data-skipped={number < mapping.skipRows}>
                {columns.map((column) => (
                  <td
                    key={column}
                    data-used={number >= mapping.skipRows && roleOf(mapping, column) !== undefined}
                    title={row[column]}
                  >
                    {row[column]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
