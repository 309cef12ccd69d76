using System.Globalization;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The pointers of a mapping (RFC 6901) as one tree, so that a payload is walked once whatever their number.</summary>
internal sealed class JsonPointerNode
{
    public const int NoChannel = -1;
    public const int Time = -2;

    private readonly List<JsonPointerNode> _children = [];

    private JsonPointerNode(byte[] name, int index)
    {
        Name = name;
        Index = index;
    }

    public byte[] Name { get; }

    /// <summary>The name as an array index, or -1.</summary>
    public int Index { get; }

    /// <summary>The channel that the value here belongs to, <see cref="Time"/> or <see cref="NoChannel"/>.</summary>
    public int Channel { get; private set; } = NoChannel;

    public IReadOnlyList<JsonPointerNode> Children => _children;

    public static JsonPointerNode Root() => new([], -1);

    /// <exception cref="FormatException">The pointer is not one, or another value lies at or below it.</exception>
    public void Add(string pointer, int channel)
    {
        if (pointer.Length < 2 || pointer[0] != '/') throw new FormatException($"'{pointer}' is not a JSON pointer such as /sensors/0/temp.");
        var node = this;
        foreach (string token in pointer[1..].Split('/'))
        {
            if (node.Channel != NoChannel) throw new FormatException($"'{pointer}' lies below another mapped value.");
            node = node.Child(Unescape(token));
        }
        if (node.Channel != NoChannel || node._children.Count > 0) throw new FormatException($"'{pointer}' lies at or above another mapped value.");
        node.Channel = channel;
    }

    private JsonPointerNode Child(string token)
    {
        byte[] name = Encoding.UTF8.GetBytes(token);
        foreach (var child in _children)
            if (child.Name.AsSpan().SequenceEqual(name)) return child;
        bool isIndex = int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        var added = new JsonPointerNode(name, isIndex ? index : -1);
        _children.Add(added);
        return added;
    }

    // RFC 6901 section 4: ~1 before ~0, so that ~01 becomes ~1.
    private static string Unescape(string token) => token.Replace("~1", "/").Replace("~0", "~");
}
