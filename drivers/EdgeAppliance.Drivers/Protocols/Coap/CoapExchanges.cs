namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A peer's latest requests by their message ids (RFC 7252 section 4.5): a ring that grows up to a limit.</summary>
internal sealed class CoapExchanges
{
    private const int First = 4;

    private ushort[] _ids = new ushort[First];
    private CoapExchange?[] _exchanges = new CoapExchange?[First];
    private int _count;
    private int _next;

    public CoapExchange? Find(ushort messageId, long notBeforeMs)
    {
        int at = _ids.AsSpan(0, _count).IndexOf(messageId);
        return at >= 0 && _exchanges[at] is { } found && found.AtMs >= notBeforeMs ? found : null;
    }

    /// <summary>A place for a request, in which the oldest was before; its object is used again, unless it still waits for an answer.</summary>
    public CoapExchange Take(ushort messageId, int max, Action<CoapExchange> whenDone)
    {
        // An id that stands here already is too old to count; its place is taken.
        int at = _ids.AsSpan(0, _count).IndexOf(messageId);
        if (at < 0) at = NextPlace(max);
        _ids[at] = messageId;
        if (_exchanges[at] is not { IsDone: true }) _exchanges[at] = new CoapExchange(whenDone);
        return _exchanges[at]!;
    }

    private int NextPlace(int max)
    {
        if (_count == _ids.Length && _count < max)
        {
            int length = Math.Min(max, _count * 2);
            Array.Resize(ref _ids, length);
            Array.Resize(ref _exchanges, length);
            _next = _count;
        }
        int at = _next;
        _next = (_next + 1) % _ids.Length;
        _count = Math.Max(_count, at + 1);
        return at;
    }
}
