namespace EdgeAppliance.Demo.View;

/// <summary>Colours and weights of a terminal; without colours the bare text.</summary>
internal sealed class Style(bool colours)
{
    public static Style Plain { get; } = new(false);

    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    public string Red(string text) => Wrap("31;1", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    private string Wrap(string code, string text) => colours && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
