namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Makes a value less exact. A missing one stays missing.</summary>
internal abstract class Coarsening
{
    public abstract double Of(double value);
}
