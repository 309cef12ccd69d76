namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>A channel of a <c>join</c> step's table, as it is read: of numbers, or of texts, which become numbers in the order in which they came.</summary>
internal sealed class JoinColumn(string name, bool isText)
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public string Name => name;

    public bool IsText => isText;

    public IReadOnlyList<string>? Texts => isText ? _texts : null;

    public void Add(string text)
    {
        if (_places.TryAdd(text, _texts.Count)) _texts.Add(text);
    }

    /// <returns>NaN where the text was not added.</returns>
    public double PlaceOf(string text) => _places.TryGetValue(text, out int place) ? place : double.NaN;
}
