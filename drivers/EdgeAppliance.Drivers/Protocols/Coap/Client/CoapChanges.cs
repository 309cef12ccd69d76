using System.Diagnostics.CodeAnalysis;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>What a device told of, until the beat. The receiving thread adds, the source's takes.</summary>
internal sealed class CoapChanges
{
    /// <summary>At it the oldest is lost, and counted.</summary>
    public const int Max = 64;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<(long TimeUs, CoapResource Resource, CoapResponse Response)> _waiting = [];
    private long _lost;

    public void Add(long timeUs, CoapResource resource, CoapResponse response)
    {
        lock (_lock)
        {
            if (_waiting.Count == Max)
            {
                _waiting.Dequeue();
                _lost++;
            }
            _waiting.Enqueue((timeUs, resource, response));
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out (long TimeUs, CoapResource Resource, CoapResponse Response) change)
    {
        lock (_lock) return _waiting.TryDequeue(out change);
    }

    /// <returns>Those lost since it was asked last.</returns>
    public long TakeLost()
    {
        lock (_lock)
        {
            long lost = _lost;
            _lost = 0;
            return lost;
        }
    }
}
