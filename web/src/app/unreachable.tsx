/** Instead of a page, while the server cannot say whether the session is valid. The session is kept. */
import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { retrySession } from '../api/session/session.ts';
import { text } from '../i18n/text.ts';
import { Empty } from '../ui/feedback/notes.tsx';
import style from './shell.module.css';
import { sizes } from './theme.ts';

const RETRY_MS = 10_000;

export function Unreachable() {
  const { isTrying, retry } = useRetry();
  return (
    <main className={style['main']}>
      <Empty
        icon={<IconPlugConnectedX size={sizes.largeIcon} stroke={sizes.stroke} />}
        title={text('app.melo-cannot-be-reached')}
        text={text('app.you-are-still-signed-in')}
      >
        <Button loading={isTrying} onClick={retry}>
          {text('ui.try-again')}
        </Button>
      </Empty>
    </main>
  );
}

/** Retries on demand, when the network returns, and from time to time. */
function useRetry() {
  const [isTrying, setIsTrying] = useState(false);
  const retry = useCallback(() => {
    setIsTrying(true);
    void retrySession().finally(() => setIsTrying(false));
  }, []);
  useEffect(() => {
    const timer = setInterval(() => void retrySession(), RETRY_MS);
    addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      removeEventListener('online', retry);
    };
  }, [retry]);
  return { isTrying, retry };
}
