using System.Diagnostics.CodeAnalysis;

namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>A topic <c>spBv1.0/{group}/{type}/{node}[/{device}]</c> (Sparkplug 3.0 section 4.1).</summary>
/// <param name="Device">Null where the message is the node's own.</param>
internal sealed record SparkplugTopic(string Group, SparkplugMessageType Type, string Node, string? Device)
{
    public const string Namespace = "spBv1.0";

    private const string StatePrefix = Namespace + "/STATE/";
    private const int NodeLevels = 4;
    private const int LengthMax = 256;

    private static readonly string[] s_types = ["NBIRTH", "NDEATH", "NDATA", "NCMD", "DBIRTH", "DDEATH", "DDATA", "DCMD"];

    public override string ToString() => Of(Group, Type, Node, Device);

    public static string Of(string group, SparkplugMessageType type, string node, string? device = null)
    {
        string topic = $"{Namespace}/{group}/{s_types[(int)type]}/{node}";
        return device is null ? topic : $"{topic}/{device}";
    }

    /// <summary>Where a host says whether it is there (section 5.1).</summary>
    public static string StateOf(string host) => StatePrefix + host;

    /// <summary>Section 4.1.3: an id may be any text but for the reserved characters of MQTT.</summary>
    public static bool IsId(string text)
    {
        foreach (char c in text)
            if (c is '+' or '/' or '#' || char.IsControl(c)) return false;
        return text.Length is > 0 and <= LengthMax;
    }

    public static bool TryParse(string topic, [NotNullWhen(true)] out SparkplugTopic? parsed)
    {
        parsed = null;
        if (topic.Length > LengthMax || !topic.StartsWith(Namespace + "/", StringComparison.Ordinal)) return false;
        string[] levels = topic.Split('/');
        if (levels.Length is < NodeLevels or > NodeLevels + 1) return false;
        int type = Array.IndexOf(s_types, levels[2]);
        bool hasDevice = levels.Length > NodeLevels;
        if (type < 0 || hasDevice != ((SparkplugMessageType)type >= SparkplugMessageType.DeviceBirth)) return false;
        for (int i = 1; i < levels.Length; i++)
            if (!IsId(levels[i])) return false;
        parsed = new SparkplugTopic(levels[1], (SparkplugMessageType)type, levels[3], hasDevice ? levels[4] : null);
        return true;
    }
}
