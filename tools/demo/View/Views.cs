using System.Text;

namespace EdgeAppliance.Demo.View;

/// <summary>Chooses how the story is told.</summary>
internal static class Views
{
    /// <param name="plain">Plain lines even on a terminal.</param>
    public static IView Open(bool plain)
    {
        string? terminal = Environment.GetEnvironmentVariable("TERM");
        if (plain || Console.IsOutputRedirected || terminal is null or "" or "dumb") return new PlainView(Console.Out);
        // One write a frame, or it would flicker.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 14) { AutoFlush = false };
        bool colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new LiveView(output, new Style(colours), Size);
    }

    /// <summary>A terminal that does not know its size says 0.</summary>
    private static (int Width, int Height) Size() =>
        (Console.WindowWidth is > 0 and var width ? width : 80, Console.WindowHeight is > 0 and var height ? height : 24);
}
