namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a request's options say. Used for one request after another, under the server's lock.</summary>
internal sealed class CoapRequestReader
{
    private const int TextBytesMax = 256;

    private static readonly CoapReply s_wrongBlock = CoapReply.Error(CoapCode.BadRequest, "The block option has the reserved size, or is too long.");
    private static readonly CoapReply s_queryTooLong = CoapReply.Error(CoapCode.BadRequest, "The query has more than 256 bytes.");
    private static readonly CoapReply s_badOption = CoapReply.Error(CoapCode.BadOption, "A critical option is not known here.");
    private static readonly CoapReply s_noProxy = new(CoapCode.ProxyingNotSupported);

    private readonly byte[] _path = new byte[TextBytesMax];
    private readonly byte[] _query = new byte[TextBytesMax];
    private int _pathBytes;
    private int _queryBytes;
    private CoapReply? _wrong;

    public ReadOnlySpan<byte> Path => _path.AsSpan(0, Math.Max(0, _pathBytes));

    public ReadOnlySpan<byte> Query => _query.AsSpan(0, Math.Max(0, _queryBytes));

    public int ContentFormat { get; private set; }

    public int Accept { get; private set; }

    /// <summary>0 to register, 1 to deregister, -1 where it is not there.</summary>
    public int Observe { get; private set; }

    public CoapBlock? Block1 { get; private set; }

    public CoapBlock? Block2 { get; private set; }

    public uint? Size1 { get; private set; }

    /// <summary>Of the request without its block numbers: the same for all blocks of one body.</summary>
    public ulong Key { get; private set; }

    /// <returns>What a request with such options is answered; null where they are right.</returns>
    public CoapReply? Read(in CoapMessage request)
    {
        _pathBytes = _queryBytes = -1;
        ContentFormat = Accept = CoapFormat.None;
        Observe = -1;
        Block1 = Block2 = null;
        Size1 = null;
        var options = request.Options;
        int before = 0;
        while (options.TryRead())
        {
            // RFC 7252 section 5.4.5: one too many of an option is an option that is not known.
            bool known = (options.Number != before || IsRepeatable(options.Number)) && TryTake(options);
            if (!known && CoapOption.IsCritical(options.Number)) return s_badOption;
            if (known && _wrong is not null) return _wrong;
            before = options.Number;
        }
        Key = Hash(Hash(Hash(14695981039346656037, Path), Query), [(byte)request.Code, (byte)ContentFormat]);
        return null;
    }

    /// <returns>False where the option is not known, or its length is not what its number asks for.</returns>
    private bool TryTake(in CoapOptionReader option)
    {
        _wrong = null;
        uint number;
        switch (option.Number)
        {
            case CoapOption.UriPath:
                if (option.Value.Contains((byte)'/') || !TryJoin(_path, ref _pathBytes, option.Value, (byte)'/')) _wrong = CoapReply.NotFound;
                return true;
            case CoapOption.UriQuery:
                if (!TryJoin(_query, ref _queryBytes, option.Value, (byte)'&')) _wrong = s_queryTooLong;
                return true;
            case CoapOption.ContentFormat:
                if (!option.TryReadNumber(2, out number)) return false;
                ContentFormat = (int)number;
                return true;
            case CoapOption.Accept:
                if (!option.TryReadNumber(2, out number)) return false;
                Accept = (int)number;
                return true;
            case CoapOption.Observe:
                if (!option.TryReadNumber(3, out number)) return false;
                Observe = (int)number;
                return true;
            case CoapOption.Block1:
                Block1 = ReadBlock(option);
                return true;
            case CoapOption.Block2:
                Block2 = ReadBlock(option);
                return true;
            case CoapOption.Size1:
                if (!option.TryReadNumber(4, out number)) return false;
                Size1 = number;
                return true;
            case CoapOption.ProxyUri or CoapOption.ProxyScheme:
                _wrong = s_noProxy;
                return true;
            // Handlers look at these themselves, or, as with host and port, nobody needs to: one server is one host.
            case CoapOption.IfMatch or CoapOption.ETag: return option.Value.Length <= 8;
            case CoapOption.IfNoneMatch: return option.Value.IsEmpty;
            case CoapOption.UriHost: return option.Value.Length is >= 1 and <= 255;
            case CoapOption.UriPort: return option.Value.Length <= 2;
            default: return false;
        }
    }

    private CoapBlock? ReadBlock(in CoapOptionReader option)
    {
        if (CoapBlock.TryRead(option, out var block)) return block;
        _wrong = s_wrongBlock;
        return null;
    }

    private static bool IsRepeatable(int number) =>
        number is CoapOption.UriPath or CoapOption.UriQuery or CoapOption.IfMatch or CoapOption.ETag or CoapOption.LocationPath or CoapOption.LocationQuery;

    private static bool TryJoin(byte[] text, ref int length, ReadOnlySpan<byte> part, byte separator)
    {
        int at = length < 0 ? 0 : length + 1;
        if (at + part.Length > text.Length) return false;
        if (at > 0) text[at - 1] = separator;
        part.CopyTo(text.AsSpan(at));
        length = at + part.Length;
        return true;
    }

    // FNV-1a: a peer that makes two of its own requests alike harms its own alone.
    private static ulong Hash(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) hash = (hash ^ b) * 1099511628211;
        return (hash ^ 0x100) * 1099511628211;
    }
}
