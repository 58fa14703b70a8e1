/** The search of the register, sent when typing pauses. */
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import style from './filter-bar.module.css';

const TYPING_MS = 250;

type Props = { readonly query: string; readonly change: (query: string) => void };

export function FilterSearch({ query, change }: Props) {
  const [typed, setTyped] = useState(query);
  const send = useDebouncedCallback(change, TYPING_MS);
  // The URL decides: going back, or removing the filter, changes the field.
  useEffect(() => setTyped(query), [query]);
  return (
    <TextInput
      aria-label={text('transactions.search-payee-or-note')}
      placeholder={text('transactions.search-payee-or-note')}
      leftSection={<IconSearch size={sizes.smallIcon} stroke={sizes.stroke} />}
      value={typed}
      maxLength={100}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      className={style['search']}
    />
  );
}
