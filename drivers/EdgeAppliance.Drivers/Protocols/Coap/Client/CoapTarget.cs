using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A resource of a server: path segments and parts of a query, unescaped, in UTF-8 (RFC 7252 section 6.4).</summary>
internal sealed record CoapTarget(string Text, IReadOnlyList<byte[]> Path, IReadOnlyList<byte[]> Query)
{
    private const int TextBytesMax = 256;
    private const int PartBytesMax = 255;

    public static CoapTarget WellKnownCore { get; } = Parse(".well-known/core")!;

    /// <param name="text">As <c>sensors/temp?unit=c</c>, with or without a slash before it.</param>
    /// <returns>Null where it is no path.</returns>
    public static CoapTarget? Parse(string text)
    {
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > TextBytesMax || text.Contains('#')) return null;
        string[] halves = text.TrimStart('/').Split('?', 2);
        var path = Parts(halves[0], '/');
        var query = halves.Length > 1 ? Parts(halves[1], '&') : [];
        return path.Concat(query).Any(part => part.Length > PartBytesMax) ? null : new CoapTarget(text, path, query);
    }

    private static List<byte[]> Parts(string text, char separator) =>
        text.Length == 0 ? [] : [.. text.Split(separator).Select(part => Encoding.UTF8.GetBytes(Uri.UnescapeDataString(part)))];
}
