// update.js ROOT ADDRESS FOLDER NAME…: tuf-js, starting from the root in a file, updates from the repository at an address and downloads
// targets into a folder.
'use strict';

const fs = require('fs');
const path = require('path');
const { Updater } = require('tuf-js');

const [root, address, folder, ...names] = process.argv.slice(2);

async function main() {
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(root, path.join(folder, 'root.json'));
  const updater = new Updater({ metadataDir: folder, targetDir: folder, metadataBaseUrl: `${address}/metadata`, targetBaseUrl: `${address}/targets` });
  await updater.refresh();
  for (const name of names) {
    const info = await updater.getTargetInfo(name);
    if (!info) throw new Error(`${name} is not known`);
    await updater.downloadTarget(info, path.join(folder, path.basename(name)));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
