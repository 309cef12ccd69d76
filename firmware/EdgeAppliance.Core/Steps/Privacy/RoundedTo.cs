namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>The nearest multiple of a step.</summary>
internal sealed class RoundedTo(double step) : Coarsening
{
    private readonly Multiples _multiples = new(step);

    public override double Of(double value) => _multiples.Of(_multiples.Count(value));
}
