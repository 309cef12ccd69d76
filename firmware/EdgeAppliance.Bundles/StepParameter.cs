namespace EdgeAppliance.Bundles;

/// <summary>A value given to a pre- or post-processing step: a text, or one number or more.</summary>
/// <param name="Text">Null where the value is numbers.</param>
/// <param name="Numbers">Empty where the value is a text.</param>
public sealed record StepParameter(string? Text, IReadOnlyList<double> Numbers)
{
    public override string ToString() => Text ?? string.Join(", ", Numbers);
}
