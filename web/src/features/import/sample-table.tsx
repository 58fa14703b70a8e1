/** The raw cells of the first rows. A select above each column sets its role. */
import { Select } from '@mantine/core';
import type { Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { text } from '../../i18n/text.ts';
import style from './import.module.css';
import { type Role, roleChoices, roleOf } from './roles.ts';

const SHOWN_ROWS = 8;

type Props = {
  readonly rows: readonly (readonly string[])[];
  readonly mapping: Mapping;
  readonly assign: (column: number, role: Role | undefined) => void;
};

export function SampleTable({ rows, mapping, assign }: Props) {
  const filled = rows.slice(0, rows.findLastIndex((row) => row.some((cell) => cell !== '')) + 1);
  const width = Math.max(0, ...filled.map(({ length }) => length));
  const columns = Array.from({ length: width }, (_, column) => column);
  // Skipped rows are shown while they are few; of many, only the last.
  const beyond = Math.max(0, Math.min(mapping.skipRows, filled.length - SHOWN_ROWS));
  const first = Math.max(0, beyond - 1);
  const shown = filled.slice(first, beyond + SHOWN_ROWS).map((row, i) => ({ number: first + i, row }));
  return (
    <div className={style['scroll']}>
      <table className={style['sample']} aria-label={text('import.sample-of-the-file')}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>
                <RoleSelect {...{ column, mapping, assign }} header={filled[mapping.skipRows - 1]?.[column]} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ number, row }) => (
            <SampleRow key={number} {...{ number, row, columns, mapping }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RoleProps = Pick<Props, 'mapping' | 'assign'> & {
  readonly column: number;
  readonly header: string | undefined;
};

const RoleSelect = ({ column, header, mapping, assign }: RoleProps) => (
  <Select
    aria-label={text('import.column-number-header', { number: String(column + 1), header: header || 'none' })}
    size="xs"
    placeholder={text('import.not-used')}
    clearable
    data={roleChoices.map(({ value, label }) => ({ value, label: text(label) }))}
    value={roleOf(mapping, column) ?? null}
    onChange={(role) => assign(column, (role as Role | null) ?? undefined)}
  />
);

type RowProps = {
  readonly number: number;
  readonly row: readonly string[];
  readonly columns: readonly number[];
  readonly mapping: Mapping;
};

const SampleRow = ({ number, row, columns, mapping }: RowProps) => (
  <tr data-skipped={number < mapping.skipRows}>
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
