using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>Where a command writes: what was asked for to the output, what went wrong to the errors. Colours only on a terminal, and
/// none where NO_COLOR (no-color.org) is set.</summary>
internal sealed class Screen(TextWriter output, TextWriter errors, bool colours)
{
    public TextWriter Output => output;

    /// <summary>Whether a person looks on: a line may then be written over again.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether the output itself is a terminal, whose lines may be drawn again.</summary>
    public bool IsLive { get; init; }

    public static Screen OfThisProcess()
    {
        bool wanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Screen(Console.Out, Console.Error, wanted && !Console.IsOutputRedirected) { IsTerminal = !Console.IsErrorRedirected, IsLive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") };
    }

    public void Line(string text = "", Ink ink = Ink.Plain) => output.WriteLine(Inked(text, ink));

    public void Fail(string message) => errors.WriteLine($"edgectl: {PlainText.Of(message)}");

    public void ErrorLine(string text) => errors.WriteLine(PlainText.Of(text));

    /// <summary>Replaces the line before it where a person looks on; else nothing, so that no file fills with it.</summary>
    public void Progress(string text)
    {
        if (IsTerminal) errors.Write($"\r\e[2K{PlainText.Of(text)}");
    }

    public void EndProgress() => Progress("");

    public void Json(JsonElement element) => output.WriteLine(element.GetRawText());

    public void Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) write(writer);
        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>The text without control characters, in its colour where there are colours.</summary>
    public string Inked(string text, Ink ink)
    {
        text = PlainText.Of(text);
        string code = ink switch
        {
            Ink.Heading => "1",
            Ink.Good => "32",
            Ink.Warning => "33",
            Ink.Bad => "31;1",
            Ink.Faint => "2",
            _ => "",
        };
        return colours && code.Length > 0 && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
    }
}
