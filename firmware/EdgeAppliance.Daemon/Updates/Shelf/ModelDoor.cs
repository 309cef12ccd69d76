using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>What the door for bundles knows of models and of this device.</summary>
/// <param name="WhyNot">What this device lacks for a bundle; null where it lacks nothing.</param>
/// <param name="Install">Begins to install a model's bundle.</param>
/// <param name="InstallSet">Installs models that belong together as one; the shelf is told how that goes by <see cref="BundleShelf.Follow"/>.</param>
internal sealed record ModelDoor(Func<BundleManifest, string?> WhyNot, Func<string, CancellationToken, Task<InstallResult>> Install, Func<BundleManifest, IReadOnlyList<string>, CancellationToken, Task<InstallResult>> InstallSet);
