using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What comes in from outside, and how patient the store is.</summary>
internal sealed record StoreSurroundings(ILogger Logger, TimeProvider Time, StoreCounters Counters, TimeSpan RetryFirst, TimeSpan RetryMax);
