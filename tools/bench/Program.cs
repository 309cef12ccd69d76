using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;

// The load generator is a process of its own, so that what it costs is not the broker's.
if (args is ["load", .. var load]) return LoadCommand.Run(load);
return await BenchCatalog.RunAsync(args, TimeProvider.System);
