using EdgeAppliance.Bundles;

namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>What updates of the system are made with.</summary>
/// <param name="StateDirectory">Where the image looks for requests.</param>
/// <param name="Lacks">Which models that run here would not run with another version; null where all would.</param>
/// <param name="WhyWait">Why the board is not to start anew now for that version of a bundle; null where it may.</param>
/// <param name="WhyNever">Why that version is not wanted any more, though it is here; null where it is.</param>
internal sealed record SystemSurroundings(string StateDirectory, Func<SystemProvides, string?> Lacks, Func<string, string, string?> WhyWait, Func<string, string, string?> WhyNever);
