using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>A page of the daemon, read so that an older or newer one than this program's is shown as far as it is understood: what is
/// not there reads as empty, 0 or no.</summary>
internal readonly struct JsonPage(JsonElement element)
{
    public JsonElement Element => element;

    public bool Has(string key) => Find(key).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public JsonPage At(string key) => new(Find(key));

    public string Text(string key) => Find(key) is var value && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public bool Is(string key) => Find(key).ValueKind == JsonValueKind.True;

    public long Number(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : 0;

    public double? Fraction(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) ? number : null;

    public DateTimeOffset? Moment(string key) =>
        DateTimeOffset.TryParse(Text(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary>The objects of a list.</summary>
    public IEnumerable<JsonPage> Each(string key)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } list) yield break;
        foreach (var item in list.EnumerateArray()) yield return new JsonPage(item);
    }

    /// <summary>The texts of a list, as <c>a, b</c>.</summary>
    public string Joined(string key) => string.Join(", ", Texts(key));

    public List<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in Each(key))
            if (item.Element.ValueKind == JsonValueKind.String) texts.Add(item.Element.GetString()!);
        return texts;
    }

    private JsonElement Find(string key) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) ? value : default;
}
