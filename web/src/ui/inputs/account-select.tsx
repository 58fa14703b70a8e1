/** A choice of one account. */
import { Select, type SelectProps } from '@mantine/core';
import { useAccounts } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { listState } from './list-state.tsx';

type Props = Omit<SelectProps, 'value' | 'onChange' | 'data'> & {
  readonly value?: string;
  readonly onChange: (accountId: string) => void;
  readonly except?: string;
};

export function AccountSelect({ value = '', onChange, except, ...rest }: Props) {
  const { open, query } = useAccounts();
  return (
    <Select
      placeholder={text('ui.account')}
      searchable={open.length > 8}
      allowDeselect={false}
      {...rest}
      {...listState(query, 'ui.accounts-could-not-be-loaded')}
      data={open.filter(({ id }) => id !== except).map(({ id, name }) => ({ value: id, label: name }))}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}
