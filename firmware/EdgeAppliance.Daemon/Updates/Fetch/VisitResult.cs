namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What a visit has brought.</summary>
/// <param name="Begun">What was begun to be installed; null where nothing was.</param>
/// <param name="Faults">Of the bundles that were to be taken and could not be.</param>
internal sealed record VisitResult(BundleOffer? Begun, IReadOnlyList<VisitFault> Faults);
