/** The client's questions and orders about the configuration; see client.ts for how they travel. */
import type {
  ConfigDiff,
  ConfigDocument,
  ConfigPushCommand,
  ConfigPushResult,
  ConfigVersion,
  ResultCode,
} from '#src/cluster/commands.ts';
import { ControlError } from './client-error.ts';

export interface ConfigClient {
  /** The version in use, or an earlier one. Rejects with ControlError when the node does not have it. */
  config(version?: number): Promise<ConfigDocument>;
  configHistory(): Promise<readonly ConfigVersion[]>;
  configDiff(text: string, name: string): Promise<ConfigDiff>;
  /** Resolves with the result, also of a refused push. Held until the services follow. */
  configPush(command: ConfigPushCommand): Promise<ConfigPushResult>;
}

/** `get` and `post` reject with ControlError, also for a problem document. */
export function createConfigClient(
  get: (path: string) => Promise<unknown>,
  post: (path: string, body: object) => Promise<unknown>,
): ConfigClient {
  return {
    config: async (version) =>
      (await get(`/v1/config${version === undefined ? '' : `?version=${version}`}`)) as ConfigDocument,
    configHistory: async () =>
      ((await get('/v1/config/history')) as { readonly versions: readonly ConfigVersion[] }).versions,
    configDiff: async (text, name) => (await post('/v1/config/diff', { text, name })) as ConfigDiff,
    async configPush(command) {
      try {
        const { why, ...rest } = command;
        const body = why === '' ? rest : command;
        return (await post('/v1/config/push', body)) as ConfigPushResult;
      } catch (error) {
        const document = error instanceof ControlError ? error.problem : undefined;
        if (!(error instanceof ControlError) || typeof document?.['code'] !== 'string') throw error;
        const problems = document['problems'];
        return {
          ok: false,
          code: document['code'] as ResultCode,
          message: error.message,
          problems: Array.isArray(problems) ? (problems as string[]) : [],
        };
      }
    },
  };
}
