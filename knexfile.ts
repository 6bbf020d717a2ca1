// For `npm run knex`: the same migrations, connection and schema as the `migrate` verb.

import { readConfig } from './src/config.js';
import { migrationsFolder } from './src/migrate.js';
import { migrationConfig } from './src/sql-migrations.js';

const { migrateDatabaseUrl, schema } = readConfig(process.env);

export default migrationConfig({ migrateDatabaseUrl, schema, migrations: migrationsFolder() });
