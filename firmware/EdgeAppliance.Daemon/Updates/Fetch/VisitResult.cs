namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What a visit has brought.</summary>
/// <param name="Begun">What was begun to be installed; null where nothing was.</param>
/// <param name="Faults">Of the bundles that were to be taken and could not be.</param>
internal sealed record VisitResult(BundleOffer? Begun, IReadOnlyList<VisitFault> Faults)
{
    /// <summary>Where newer versions wait until another of theirs is installed or given up: whether one need wait no longer. Null where none does.</summary>
    public Func<bool>? IsFree { get; init; }
}
