/** Below the rows: more are loading, or could not be loaded; the button is for users who do not scroll. */
import { Button, Text } from '@mantine/core';
import { failureOf } from '../../../api/errors.ts';
import type { useMore } from '../../../api/ledger/list.ts';
import { text } from '../../../i18n/text.ts';
import style from '../register.module.css';

export const Older = ({ more, loading, error }: ReturnType<typeof useMore>) => (
  <div className={style['more']}>
    {error !== undefined && (
      <Text size="sm" c="dimmed" role="alert">
        {failureOf(error).text}
      </Text>
    )}
    <Button variant="subtle" loading={loading} onClick={more}>
      {text(error === undefined ? 'transactions.show-older' : 'ui.try-again')}
    </Button>
  </div>
);
