namespace EdgeAppliance.Core.Configuration;

/// <summary>A value that must not reach a log or a status page: only <see cref="Reveal"/> gives it.</summary>
internal sealed class Secret(string value) : IEquatable<Secret>
{
    public string Reveal() => value;

    public bool Equals(Secret? other) => other is not null && other.Reveal() == value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "(secret)";
}
