using System.Text.Json;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>A JSON document as an indented outline that people can read.</summary>
internal static class JsonOutline
{
    public static void Write(JsonElement element, TextWriter output, int indent = 0)
    {
        if (element.ValueKind == JsonValueKind.Object) WriteObject(element, output, indent);
        else if (element.ValueKind == JsonValueKind.Array) WriteArray(element, output, indent);
        else output.WriteLine($"{Space(indent)}{Plain(element.ToString())}");
    }

    private static void WriteObject(JsonElement element, TextWriter output, int indent)
    {
        foreach (var property in element.EnumerateObject())
        {
            bool nested = property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            output.WriteLine(nested ? $"{Space(indent)}{Plain(property.Name)}:" : $"{Space(indent)}{Plain(property.Name)}: {Plain(property.Value.ToString())}");
            if (nested) Write(property.Value, output, indent + 2);
        }
    }

    private static void WriteArray(JsonElement element, TextWriter output, int indent)
    {
        foreach (var item in element.EnumerateArray())
        {
            output.WriteLine($"{Space(indent)}-");
            Write(item, output, indent + 2);
        }
    }

    // A reply's text may hold what a device sent: no control character of it reaches the terminal.
    private static string Plain(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static string Space(int indent) => new(' ', indent);
}
