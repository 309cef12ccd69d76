using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>From a request to its handler's answer, steps 3 to 5 of its way (<see cref="CoapServer"/>). Guarded by the server's lock.</summary>
internal sealed class CoapAsking(CoapHandler handler, CoapServerState state)
{
    private static readonly CoapReply s_failed = new(CoapCode.InternalServerError);
    private static readonly CoapReply s_busy = new(CoapCode.ServiceUnavailable) { MaxAgeSeconds = 1 };
    private static readonly CoapReply s_gone = new(CoapCode.RequestEntityIncomplete);

    private readonly CoapRequestReader _request = new();

    public CoapAnswer Ask(CoapExchange exchange, in CoapMessage message)
    {
        var wrong = _request.Read(message); // 3
        if (wrong is { Code: CoapCode.BadOption }) state.Counters.Count(CoapCount.BadOptions);
        exchange.Key = _request.Key;
        exchange.Block1 = _request.Block1;
        exchange.Block2 = _request.Block2;
        return wrong ?? AskRight(exchange, message);
    }

    private CoapAnswer AskRight(CoapExchange exchange, in CoapMessage message)
    {
        var peer = exchange.Peer;
        if (!state.MayWait(peer))
        {
            state.Counters.Count(CoapCount.PendingRefused);
            return s_busy;
        }
        if (_request.Block2 is { Number: > 0 } && message.Code != CoapCode.Get) return state.LongReplies.Find(peer, _request.Key) ?? s_gone;
        var payload = message.Payload;
        if (_request.Size1 is { } size && state.Bodies.Announced(peer, size) is { } tooLarge) return tooLarge;
        if (_request.Block1 is { } block && state.Bodies.Take(peer, _request.Key, block, payload, exchange.AtMs, out payload) is { } partial) return partial; // 4
        if (message.Code == CoapCode.Get && _request.Observe >= 0) Observe(exchange, message);
        try
        {
            return handler.Handle(Asked(peer, message, payload)); // 5
        }
        catch (Exception)
        {
            // A handler that fails must not end the server; it has counted what it knows of.
            return s_failed;
        }
        finally
        {
            state.Bodies.Forget(peer);
        }
    }

    private CoapRequest Asked(CoapPeer peer, in CoapMessage message, ReadOnlySpan<byte> payload) => new()
    {
        Method = message.Code,
        Path = _request.Path,
        Query = _request.Query,
        ContentFormat = _request.ContentFormat,
        Accept = _request.Accept,
        Payload = payload,
        Peer = peer,
        OptionBytes = message.OptionBytes,
    };

    private void Observe(CoapExchange exchange, in CoapMessage message)
    {
        if (!handler.IsObservable(_request.Path)) return;
        string path = Encoding.UTF8.GetString(_request.Path);
        if (_request.Observe == 0) exchange.Observer = new CoapObserver(exchange.Peer, message.Token.ToArray(), path)
        {
            PathBytes = _request.Path.ToArray(),
            Query = _request.Query.ToArray(),
            OptionBytes = [],
            Accept = _request.Accept,
            Block2 = _request.Block2,
            IsConfirmable = message.Type == CoapType.Confirmable,
        };
        else if (state.Observers.Find(exchange.Peer, message.Token, path) is { } observer) state.Observers.Remove(observer);
    }
}
