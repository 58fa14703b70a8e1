/** The notifications service: what people are told, in the app and by mail. Wiring only. */
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { clientOf } from '#kit/client.ts';
import { systemClock } from '#kit/clock.ts';
import { refuse } from '#kit/refuse.ts';
import { runService } from '#kit/room.ts';
import { composing } from './compose.ts';
import { copying, subscriptions } from './consume.ts';
import { openFanout } from './fanout.ts';
import { type Listening, startListening } from './listen.ts';
import { type Mailer, openSmtp, startMailer } from './mailer.ts';
import { passOn } from './news.ts';
import { notificationRoutes } from './routes.ts';
import { openBeside, openStore } from './store.ts';
import { createOpenStreams } from './streams.ts';

await runService('notifications', async ({ config, log, sessions }) => {
  const url = config.text('MELO_POSTGRES_URL');
  const { publicUrl } = config;
  const store = await openStore(url);
  const fanout = openFanout();
  const streams = createOpenStreams();
  const smtp = openSmtp(config.text('MELO_SMTP_URL'));
  const auth = clientOf(AuthService, 'users', config.egress);
  const compose = composing({ auth, recipient: store.recipient, publicUrl });
  const resume = () => fanout.endAll(refuse.dependency('notifications'));
  let mailer: Mailer | undefined;
  let listening: Listening | undefined;
  return {
    ...store,
    routes: (router) =>
      void router.service(
        NotificationService,
        notificationRoutes({ store, fanout, streams, sessions, listening: () => listening?.on() ?? false }),
      ),
    subscriptions: subscriptions({ store, clock: systemClock, publicUrl, wake: () => mailer?.wake() }),
    async beside() {
      const { store: filled, takeOver } = await openBeside(url, store);
      return { ...filled, takeOver, subscriptions: copying(filled) };
    },
    start() {
      mailer = startMailer({ queue: store.mails, compose, send: smtp.send, log });
      listening = startListening({ url, onPayload: passOn(fanout, store.notification), onBroken: resume, log });
    },
    drain: resume,
    async stop() {
      await mailer?.stop();
      await listening?.stop();
      smtp.close();
    },
  };
});
