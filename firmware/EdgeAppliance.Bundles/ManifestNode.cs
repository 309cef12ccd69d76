using System.Text.Json;

namespace EdgeAppliance.Bundles;

/// <summary>A place in the manifest's JSON that notes what is wrong instead of throwing; what cannot be read comes back as null.</summary>
internal readonly struct ManifestNode(JsonElement element, string path, ManifestErrors errors)
{
    private const int TextMax = 256;

    public string Path => path;

    public JsonValueKind Kind => element.ValueKind;

    public void Fail(string message) => errors.Add(path, message);

    /// <summary>Notes every key that is not among <paramref name="known"/>.</summary>
    /// <returns>False where this is no object.</returns>
    public bool IsObject(params ReadOnlySpan<string> known)
    {
        if (!Is(JsonValueKind.Object, "an object")) return false;
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name)) errors.Add(Below(property.Name), "is not a key that is known here");
        return true;
    }

    public ManifestNode? Required(string key)
    {
        var found = Optional(key);
        if (found is null) errors.Add(Below(key), "is missing");
        return found;
    }

    public ManifestNode? Optional(string key) =>
        element.TryGetProperty(key, out var value) ? new ManifestNode(value, Below(key), errors) : null;

    /// <summary>The members of an object with free keys.</summary>
    public List<KeyValuePair<string, ManifestNode>> Members(int countMax)
    {
        var members = new List<KeyValuePair<string, ManifestNode>>();
        if (!Is(JsonValueKind.Object, "an object")) return members;
        foreach (var property in element.EnumerateObject())
        {
            if (members.Count == countMax)
            {
                Fail($"holds more than {countMax} members");
                break;
            }
            members.Add(new(property.Name, new ManifestNode(property.Value, Below(property.Name), errors)));
        }
        return members;
    }

    public List<ManifestNode> Items(int countMin, int countMax)
    {
        var items = new List<ManifestNode>();
        if (!Is(JsonValueKind.Array, "a list")) return items;
        int count = element.GetArrayLength();
        if (count < countMin || count > countMax)
        {
            Fail($"holds {count} items; {countMin} to {countMax} are allowed");
            return items;
        }
        foreach (var item in element.EnumerateArray()) items.Add(new ManifestNode(item, $"{path}[{items.Count}]", errors));
        return items;
    }

    public string? Text()
    {
        if (!Is(JsonValueKind.String, "a text")) return null;
        string text = element.GetString()!;
        if (text.Length is > 0 and <= TextMax && !text.AsSpan().ContainsAnyInRange('\0', '\u001f')) return text;
        Fail($"must be 1 to {TextMax} characters with no control character");
        return null;
    }

    public string? Text(Func<string, bool> isValid, string rule)
    {
        string? text = Text();
        if (text is null || isValid(text)) return text;
        Fail(rule);
        return null;
    }

    public double? Number()
    {
        if (!Is(JsonValueKind.Number, "a number")) return null;
        if (element.TryGetDouble(out double number) && double.IsFinite(number)) return number;
        Fail("is too large a number");
        return null;
    }

    public int? Integer(int min, int max)
    {
        if (!Is(JsonValueKind.Number, "a number")) return null;
        if (element.TryGetInt32(out int number) && number >= min && number <= max) return number;
        Fail($"must be a whole number from {min} to {max}");
        return null;
    }

    public bool? Boolean()
    {
        if (Kind is JsonValueKind.True or JsonValueKind.False) return element.GetBoolean();
        Fail("must be true or false");
        return null;
    }

    public List<double> Numbers(int countMax)
    {
        var items = Items(1, countMax);
        var numbers = new List<double>(items.Count);
        foreach (var item in items)
            if (item.Number() is { } number) numbers.Add(number);
        return numbers;
    }

    private bool Is(JsonValueKind kind, string name)
    {
        if (Kind == kind) return true;
        Fail($"must be {name}");
        return false;
    }

    private string Below(string key)
    {
        string shown = key.Length <= TextMax ? key : key[..TextMax] + "…";
        return path == "$" ? shown : $"{path}.{shown}";
    }
}
