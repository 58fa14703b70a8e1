/** Fields that choose a currency or a time zone. */
import { Select, type SelectProps } from '@mantine/core';
import { currencyChoices } from './currencies.ts';

/** Time zones in the list; typing finds the others. */
const SHOWN_ZONES = 80;

type Props = Omit<SelectProps, 'value' | 'onChange' | 'data'> & {
  readonly value?: string;
  readonly onChange?: (value: string) => void;
};

export function CurrencySelect({ locale, onChange, ...props }: Props & { readonly locale: string }) {
  return (
    <Select
      {...props}
      searchable
      allowDeselect={false}
      data={currencyChoices(locale)}
      onChange={(code) => code && onChange?.(code)}
    />
  );
}

export function TimeZoneSelect({ onChange, ...props }: Props) {
  return (
    <Select
      {...props}
      searchable
      allowDeselect={false}
      limit={SHOWN_ZONES}
      data={timeZones(props.value ?? 'UTC')}
      onChange={(zone) => zone && onChange?.(zone)}
    />
  );
}

/** All time zones of the browser, and the current one. */
function timeZones(current: string): string[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return known.includes(current) ? known : [current, ...known];
}
