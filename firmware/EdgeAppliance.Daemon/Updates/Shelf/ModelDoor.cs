using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>What the door for bundles knows of models and of this device.</summary>
/// <param name="WhyNot">What this device lacks for a bundle; null where it lacks nothing.</param>
/// <param name="Running">The version of a model that runs; null where there is none.</param>
/// <param name="Install">Begins to install a model's bundle.</param>
internal sealed record ModelDoor(Func<BundleManifest, string?> WhyNot, Func<string, string?> Running, Func<string, CancellationToken, Task<InstallResult>> Install);
