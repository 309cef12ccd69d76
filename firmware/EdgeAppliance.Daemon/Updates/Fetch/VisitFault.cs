using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>A bundle could not be taken.</summary>
/// <param name="Why">What a look makes a condition of.</param>
internal sealed record VisitFault(BundleOffer Offer, Exception Why)
{
    /// <summary>Whether another bundle would hardly fare better now: the line or the disk failed, the bytes of the period are spent, or the
    /// moment is not right. What has come of this one is then better kept than given up for another.</summary>
    public bool IsOfTheMoment => Why is not TufException and not BundleException { IsPassing: false };
}
