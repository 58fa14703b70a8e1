/** Fields that choose a currency or a time zone. */
import { Select, type SelectProps } from '@mantine/core';
import { currencyChoices } from './currencies.ts';

/** Time zones shown at once; typing finds the others. */
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

/** All that the browser knows, and the current one. */
function timeZones(current: string): string[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return known.includes(current) ? known : [current, ...known];
}
