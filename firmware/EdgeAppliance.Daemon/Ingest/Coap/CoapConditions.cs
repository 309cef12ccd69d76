using System.Net;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What an operator should know of devices that speak CoAP: those that are refused, as long as it goes on.</summary>
internal sealed class CoapConditions(CoapCounters counters, TimeProvider time)
{
    private static readonly TimeSpan s_shown = TimeSpan.FromMinutes(5);
    private static readonly CoapCount[] s_limits =
        [CoapCount.PeersRefused, CoapCount.PendingRefused, CoapCount.BodiesRefused, CoapCount.ObserversRefused, CoapCount.HandshakesRefused];

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly long[] _seen = new long[s_limits.Length];
    private readonly DateTimeOffset?[] _refusedAt = new DateTimeOffset?[s_limits.Length];
    private (DateTimeOffset At, IPAddress Who, string Why)? _handshake;

    /// <returns>Whether it is news: not the same as the one before it.</returns>
    public bool HandshakeFailed(IPAddress who, string why)
    {
        lock (_lock)
        {
            bool same = _handshake is { } last && last.Who.Equals(who) && last.Why == why;
            _handshake = (time.GetUtcNow(), who, why);
            return !same;
        }
    }

    public IReadOnlyList<HealthCondition> Now()
    {
        var all = new List<HealthCondition>();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_handshake is { } failed && now - failed.At < s_shown)
                all.Add(new HealthCondition("coap.handshake-failed", HealthSeverity.Warning, "listen.coaps",
                    $"A device at {failed.Who} was refused: {failed.Why}. {counters[CoapCount.HandshakesFailed]} handshakes have failed since the start",
                    "Compare the device's identity, key or certificate with listen.dtls; a device that is not of this site is rightly refused."));
            var reached = new List<string>();
            for (int i = 0; i < s_limits.Length; i++)
                if (IsRefusing_NeedsLock(i, now)) reached.Add($"{Of(s_limits[i])}, {counters[s_limits[i]]} since the start");
            if (reached.Count > 0) all.Add(AtLimit(reached));
        }
        return all;
    }

    private bool IsRefusing_NeedsLock(int limit, DateTimeOffset now)
    {
        long count = counters[s_limits[limit]];
        if (count != _seen[limit]) _refusedAt[limit] = now;
        _seen[limit] = count;
        return _refusedAt[limit] is { } at && now - at < s_shown;
    }

    private static HealthCondition AtLimit(IEnumerable<string> reached) => new(
        "coap.at-limit", HealthSeverity.Warning, "listen.coap", string.Join("; ", reached),
        "Give an appliance fewer devices, or let them send less often; look for one that floods it.");

    private static string Of(CoapCount limit) => limit switch
    {
        CoapCount.PeersRefused => "More devices speak at once than are listened to",
        CoapCount.PendingRefused => "Requests were told to come later, because too many wait to be stored",
        CoapCount.BodiesRefused => "Bodies in blocks were refused, because they are too large or too many",
        CoapCount.ObserversRefused => "Observers were refused, because there are too many",
        _ => "Handshakes were not heard, because too many are under way",
    };
}
