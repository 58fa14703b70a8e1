/** The mapping's choices for the file as a whole. */
import { create } from '@bufbuild/protobuf';
import { Checkbox, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import {
  AmountColumnsSchema,
  DateOrder,
  FileEncoding,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';

const MOST_SKIPPED = 100;
const MOST_DIRECTION = 40;

const encodings = [
  { value: String(FileEncoding.UTF8), label: 'UTF-8' },
  { value: String(FileEncoding.UTF16), label: 'UTF-16' },
  { value: String(FileEncoding.WINDOWS_1252), label: 'Windows-1252 (Western)' },
  { value: String(FileEncoding.WINDOWS_1250), label: 'Windows-1250 (Central European)' },
  { value: String(FileEncoding.ISO_8859_1), label: 'ISO-8859-1 (Western)' },
  { value: String(FileEncoding.ISO_8859_15), label: 'ISO-8859-15 (Western, €)' },
  { value: String(FileEncoding.ISO_8859_2), label: 'ISO-8859-2 (Central European)' },
];
const delimiters = [
  { value: ';', label: 'Semicolon ;' },
  { value: ',', label: 'Comma ,' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
];
const marks = [
  { value: ',', label: 'Comma: 1.234,50' },
  { value: '.', label: 'Point: 1,234.50' },
];
const orders = [
  { value: String(DateOrder.DMY), label: 'Day, month, year' },
  { value: String(DateOrder.MDY), label: 'Month, day, year' },
  { value: String(DateOrder.YMD), label: 'Year, month, day' },
];

type Props = { readonly mapping: Mapping; readonly change: (mapping: Mapping) => void };

export function MappingFields({ mapping, change }: Props) {
  const set = (part: Partial<Mapping>) => change(create(MappingSchema, { ...mapping, ...part }));
  const amounts = mapping.amountColumns;
  return (
    <SimpleGrid cols={{ base: 2, md: 5 }} spacing="md">
      <Select
        label="Encoding"
        allowDeselect={false}
        data={encodings}
        value={choice(mapping.encoding)}
        onChange={(value) => set({ encoding: Number(value) as FileEncoding })}
      />
      <Select
        label="Columns are split by"
        allowDeselect={false}
        data={delimiters}
        value={mapping.delimiter || null}
        onChange={(value) => set({ delimiter: value ?? '' })}
      />
      <Select
        label="Dates"
        allowDeselect={false}
        data={orders}
        value={choice(mapping.dateOrder)}
        onChange={(value) => set({ dateOrder: Number(value) as DateOrder })}
      />
      <Select
        label="Decimal mark"
        allowDeselect={false}
        data={marks}
        value={mapping.decimalMark || null}
        onChange={(value) => set({ decimalMark: value ?? '' })}
      />
      <NumberInput
        label="Rows to skip"
        min={0}
        max={MOST_SKIPPED}
        value={mapping.skipRows}
        onChange={(value) => set({ skipRows: Number(value) || 0 })}
      />
      {mapping.directionColumn !== undefined && (
        <TextInput
          label="Means money out"
          placeholder="D, Af, DBIT"
          maxLength={MOST_DIRECTION}
          value={mapping.moneyOutValue}
          onChange={(event) => set({ moneyOutValue: event.currentTarget.value })}
        />
      )}
      {amounts?.amount !== undefined && (
        <Checkbox
          label="Spending is positive in this file (reverse signs)"
          checked={amounts.inverted}
          onChange={(event) =>
            set({ amountColumns: create(AmountColumnsSchema, { ...amounts, inverted: event.currentTarget.checked }) })
          }
          style={{ gridColumn: '1 / -1' }}
        />
      )}
    </SimpleGrid>
  );
}

const choice = (value: number): string | null => (value === 0 ? null : String(value));
