namespace EdgeAppliance.Core.Readings;

/// <summary>The ordered channel names of a stream's batches. Made once for a stream and then shared, so that a step may
/// compare two sets by reference before it compares names. A channel may have texts: its values are then places in their list, and
/// records have the text in the value's place.</summary>
public sealed class ChannelSet
{
    private readonly string[] _names;

    // Empty where no channel has texts.
    private readonly IReadOnlyList<string>?[] _texts;

    /// <param name="names">At least one name, each once.</param>
    /// <exception cref="ArgumentException">There is no name, or one stands twice.</exception>
    public ChannelSet(params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty) throw new ArgumentException("A channel set needs at least one channel.", nameof(names));
        (_names, _texts) = (names.ToArray(), []);
        for (int i = 0; i < _names.Length; i++)
            if (IndexOf(_names[i]) != i) throw new ArgumentException($"Channel '{_names[i]}' stands twice.", nameof(names));
    }

    private ChannelSet(string[] names, IReadOnlyList<string>?[] texts) => (_names, _texts) = (names, texts);

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    public string this[int index] => _names[index];

    /// <returns>The channel's place, or -1 where there is none of that name.</returns>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>What a channel's values stand for: 0 for the first; null where they are numbers.</summary>
    public IReadOnlyList<string>? TextsOf(int channel) => _texts.Length == 0 ? null : _texts[channel];

    /// <summary>The same channels with these texts, one list or null for each channel.</summary>
    public ChannelSet WithTexts(params IReadOnlyList<string>?[] texts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(texts.Length, _names.Length);
        return texts.All(list => list is null) && _texts.Length == 0 ? this : new ChannelSet(_names, texts);
    }

    /// <summary>The same channels, each with the texts that another set has for the channel of its name.</summary>
    public ChannelSet WithTextsOf(ChannelSet other)
    {
        if (other._texts.Length + _texts.Length == 0) return this;
        return WithTexts([.. _names.Select(name => other.IndexOf(name) is >= 0 and var at ? other.TextsOf(at) : null)]);
    }

    public bool SequenceEqual(ChannelSet other) =>
        ReferenceEquals(this, other) || (_names.AsSpan().SequenceEqual(other._names) && _texts.AsSpan().SequenceEqual(other._texts));
}
