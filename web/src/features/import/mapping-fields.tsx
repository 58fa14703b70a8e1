/** The choices of a mapping that concern the whole file. */
import { create } from '@bufbuild/protobuf';
import { Checkbox, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import {
  AmountColumnsSchema,
  DateOrder,
  FileEncoding,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';

const MAX_ROWS_TO_SKIP = 100;
const MAX_DIRECTION_CHARS = 40;

type Option = { readonly value: string; readonly label: MessageId };

const encodings: readonly Option[] = [
  { value: String(FileEncoding.UTF8), label: 'import.utf-8' },
  { value: String(FileEncoding.UTF16), label: 'import.utf-16' },
  { value: String(FileEncoding.WINDOWS_1252), label: 'import.windows-1252-western' },
  { value: String(FileEncoding.WINDOWS_1250), label: 'import.windows-1250-central-european' },
  { value: String(FileEncoding.ISO_8859_1), label: 'import.iso-8859-1-western' },
  { value: String(FileEncoding.ISO_8859_15), label: 'import.iso-8859-15-western' },
  { value: String(FileEncoding.ISO_8859_2), label: 'import.iso-8859-2-central-european' },
];
const delimiters: readonly Option[] = [
  { value: ';', label: 'import.semicolon' },
  { value: ',', label: 'import.comma' },
  { value: '\t', label: 'import.tab' },
  { value: '|', label: 'import.bar' },
];
const decimalMarks: readonly Option[] = [
  { value: ',', label: 'import.comma-1-234-50' },
  { value: '.', label: 'import.point-1-234-50' },
];
const dateOrders: readonly Option[] = [
  { value: String(DateOrder.DMY), label: 'import.day-month-year' },
  { value: String(DateOrder.MDY), label: 'import.month-day-year' },
  { value: String(DateOrder.YMD), label: 'import.year-month-day' },
];

type Props = { readonly mapping: Mapping; readonly change: (mapping: Mapping) => void };
type FieldsProps = { readonly mapping: Mapping; readonly set: (part: Partial<Mapping>) => void };

export function MappingFields({ mapping, change }: Props) {
  const set = (part: Partial<Mapping>) => change(create(MappingSchema, { ...mapping, ...part }));
  return (
    <SimpleGrid cols={{ base: 2, md: 5 }} spacing="md">
      <FileFields mapping={mapping} set={set} />
      <ValueFields mapping={mapping} set={set} />
      <NumberInput
        label={text('import.rows-to-skip')}
        min={0}
        max={MAX_ROWS_TO_SKIP}
        value={mapping.skipRows}
        onChange={(value) => set({ skipRows: Number(value) || 0 })}
      />
      <DirectionFields mapping={mapping} set={set} />
    </SimpleGrid>
  );
}

/** How the file is divided into cells. */
const FileFields = ({ mapping, set }: FieldsProps) => (
  <>
    <Select
      label={text('import.encoding')}
      allowDeselect={false}
      data={choices(encodings)}
      value={choice(mapping.encoding)}
      onChange={(value) => set({ encoding: Number(value) as FileEncoding })}
    />
    <Select
      label={text('import.column-separator')}
      allowDeselect={false}
      data={choices(delimiters)}
      value={mapping.delimiter || null}
      onChange={(value) => set({ delimiter: value ?? '' })}
    />
  </>
);

/** How dates and amounts are written. */
const ValueFields = ({ mapping, set }: FieldsProps) => (
  <>
    <Select
      label={text('import.dates')}
      allowDeselect={false}
      data={choices(dateOrders)}
      value={choice(mapping.dateOrder)}
      onChange={(value) => set({ dateOrder: Number(value) as DateOrder })}
    />
    <Select
      label={text('import.decimal-mark')}
      allowDeselect={false}
      data={choices(decimalMarks)}
      value={mapping.decimalMark || null}
      onChange={(value) => set({ decimalMark: value ?? '' })}
    />
  </>
);

/** How the file tells money out from money in. */
function DirectionFields({ mapping, set }: FieldsProps) {
  const amounts = mapping.amountColumns;
  const invert = (inverted: boolean) => set({ amountColumns: create(AmountColumnsSchema, { ...amounts, inverted }) });
  return (
    <>
      {mapping.directionColumn !== undefined && (
        <TextInput
          label={text('import.value-for-money-out')}
          placeholder={text('import.d-af-dbit')}
          maxLength={MAX_DIRECTION_CHARS}
          value={mapping.moneyOutValue}
          onChange={(event) => set({ moneyOutValue: event.currentTarget.value })}
        />
      )}
      {amounts?.amount !== undefined && (
        <Checkbox
          label={text('import.spending-is-positive-in-this-file')}
          checked={amounts.inverted}
          onChange={(event) => invert(event.currentTarget.checked)}
          style={{ gridColumn: '1 / -1' }}
        />
      )}
    </>
  );
}

const choice = (value: number): string | null => (value === 0 ? null : String(value));

const choices = (options: readonly Option[]) => options.map(({ value, label }) => ({ value, label: text(label) }));
