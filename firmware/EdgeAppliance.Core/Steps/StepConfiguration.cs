using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps;

/// <summary>Reads the keys of one JSON object of a step's configuration and collects every error with its path.
/// Keys that nobody asked for are errors too.</summary>
/// <param name="secrets">Where keys come from; null where there are none.</param>
public sealed class StepConfiguration(JsonElement element, string path, ICollection<StepError> errors, SecretLook? secrets = null)
{
    /// <summary>A key shorter than this can be tried out.</summary>
    private const int KeyBytesMin = 32;

    private readonly HashSet<string> _read = [];

    public string Path => path;

    /// <summary>Set by a step that hands on only what somebody has named, and treats that so that it may leave.</summary>
    public bool Clears { get; set; }

    /// <summary>Set by a step that tells readings to others than the step behind it, as an alarm does.</summary>
    public bool TellsReadings { get; set; }

    /// <summary>Set by a step that makes so many chains of the steps behind it.</summary>
    public int Branches { get; set; } = 1;

    public bool Has(string key) => TryGet(key, out _);

    public void Report(string key, string text) => errors.Add(new StepError(PathOf(key), text));

    /// <summary>The raw value, for a shape that no other method reads.</summary>
    public bool TryGet(string key, out JsonElement value)
    {
        _read.Add(key);
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out value);
    }

    public bool Boolean(string key, bool fallback)
    {
        if (!TryGet(key, out var value)) return fallback;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Report(key, "must be true or false.");
        return fallback;
    }

    public int Integer(string key, int fallback, int min, int max)
    {
        if (!TryGet(key, out var value)) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max) return number;
        Report(key, $"must be a whole number from {min} to {max}.");
        return fallback;
    }

    public double Number(string key, double fallback)
    {
        if (!TryGet(key, out var value)) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)) return number;
        Report(key, "must be a number.");
        return fallback;
    }

    /// <summary>A number, or a list of numbers; empty where the key is missing.</summary>
    public double[] Numbers(string key)
    {
        if (!TryGet(key, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) return [Number(key, 0)];
        var numbers = new List<double>();
        foreach (var item in value.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double number) && double.IsFinite(number)) numbers.Add(number);
        if (numbers.Count == 0 || numbers.Count != value.GetArrayLength() || numbers.Count > StepLimits.ChannelsMax) Report(key, "must be a number, or a list of them.");
        return [.. numbers];
    }

    public string Text(string key, string fallback)
    {
        if (!TryGet(key, out var value)) return fallback;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 1024 } text) return text;
        Report(key, "must be a text of 1 to 1024 characters.");
        return fallback;
    }

    /// <summary>A key, which stands neither in the configuration nor in the environment, where other processes see it.</summary>
    public byte[] Key(string key, int bytesMin = KeyBytesMin)
    {
        const string Places = "${credential:NAME} or ${file:PATH}";
        string text = Text(key, "");
        if (!Has(key)) Report(key, $"is missing: {Places}.");
        if (text.Length == 0) return [];
        bool isPlace = (text.StartsWith("${credential:", StringComparison.Ordinal) || text.StartsWith("${file:", StringComparison.Ordinal)) && text.IndexOf('}') == text.Length - 1;
        string wrong = $"a key does not stand here; write {Places}";
        byte[]? found = isPlace && (secrets ?? NoSecrets)(text, out wrong) is { } secret ? Encoding.UTF8.GetBytes(secret) : null;
        if (found is null) Report(key, wrong + ".");
        else if (found.Length < bytesMin) Report(key, $"has {found.Length} bytes, and needs at least {bytesMin}; 'openssl rand -hex 32' makes a good one.");
        return found ?? [];
    }

    /// <summary>A list of texts, each once; empty where the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        if (!TryGet(key, out var value)) return texts;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > StepLimits.ChannelsMax)
        {
            Report(key, $"must be a list of 1 to {StepLimits.ChannelsMax} texts.");
            return texts;
        }
        foreach (var item in value.EnumerateArray())
        {
            string? text = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            if (string.IsNullOrEmpty(text)) Report($"{key}[{texts.Count}]", "must be a text that is not empty.");
            else if (texts.Contains(text)) Report($"{key}[{texts.Count}]", $"'{text}' stands twice.");
            texts.Add(text ?? "");
        }
        return texts;
    }

    /// <summary>The members of an object; empty where the key is missing.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Members(string key)
    {
        var members = new List<KeyValuePair<string, JsonElement>>();
        if (!TryGet(key, out var value)) return members;
        if (value.ValueKind != JsonValueKind.Object) Report(key, "must be an object.");
        else
        {
            foreach (var member in value.EnumerateObject())
            {
                if (member.Name.Length == 0) Report(key, "has a member without a name.");
                else if (members.Exists(m => m.Key == member.Name)) Report(key, $"'{member.Name}' stands twice.");
                else members.Add(new(member.Name, member.Value));
            }
            if (members.Count is 0 or > StepLimits.ChannelsMax) Report(key, $"must have 1 to {StepLimits.ChannelsMax} members.");
        }
        return members;
    }

    /// <summary>A configuration of its own for one member of an object that <see cref="Members"/> gave.</summary>
    public StepConfiguration Nested(string key, string member, JsonElement value) => Nested($"{key}.{member}", value);

    /// <summary>A configuration of its own for an object under a key.</summary>
    public StepConfiguration Nested(string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) Report(key, "must be an object.");
        return new StepConfiguration(value, PathOf(key), errors, secrets);
    }

    /// <summary>A duration such as <c>"250ms"</c>, <c>"10s"</c>, <c>"5m"</c>, <c>"1h"</c> or <c>"1d"</c>; more than nothing, at most a year.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        if (!TryGet(key, out var value)) return fallback;
        if (TryDuration(value, out var duration)) return duration;
        Report(key, "must be a duration such as \"250ms\", \"10s\", \"5m\", \"1h\" or \"1d\", of at most 366 days.");
        return fallback;
    }

    /// <summary>A number of readings, or a duration.</summary>
    public Extent Extent(string key, Extent? fallback)
    {
        if (!TryGet(key, out var value))
        {
            if (fallback is null) Report(key, "is missing: a number of readings, or a duration such as \"10s\".");
            return fallback ?? new Extent(1);
        }
        if (TryDuration(value, out var duration)) return new Extent(duration);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int rows) && rows is >= 1 and <= StepLimits.WindowRowsMax) return new Extent(rows);
        Report(key, $"must be a number of readings from 1 to {StepLimits.WindowRowsMax}, or a duration such as \"10s\".");
        return new Extent(1);
    }

    /// <summary>Reports the keys that nobody asked for. Called last.</summary>
    public void RefuseUnknown()
    {
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
            if (!_read.Contains(member.Name)) Report(member.Name, $"is not known here; known are {string.Join(", ", _read)}.");
    }

    private static string? NoSecrets(string text, out string wrong)
    {
        wrong = "there are no keys here";
        return null;
    }

    private static bool TryDuration(JsonElement value, out TimeSpan duration)
    {
        duration = default;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: >= 2 and <= 32 } text) return false;
        int digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        if (digits <= 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return false;
        double milliseconds = text.AsSpan(digits) switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => double.NaN,
        } * number;
        if (!(milliseconds >= 0.001 && milliseconds <= 366.0 * 86_400_000)) return false;
        duration = TimeSpan.FromMicroseconds(Math.Round(milliseconds * 1000));
        return true;
    }

    private string PathOf(string key) => key.Length == 0 ? path : $"{path}.{key}";
}
