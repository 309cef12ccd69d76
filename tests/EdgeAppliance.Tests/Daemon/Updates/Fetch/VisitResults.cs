using System.Runtime.ExceptionServices;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

internal static class VisitResults
{
    /// <summary>What was begun; throws what stood in its way where something did and nothing else was begun.</summary>
    public static async Task<BundleOffer?> Begun(this Task<VisitResult> visit)
    {
        var result = await visit;
        if (result.Begun is null && result.Faults is [var first, ..]) ExceptionDispatchInfo.Throw(first.Why);
        return result.Begun;
    }
}
