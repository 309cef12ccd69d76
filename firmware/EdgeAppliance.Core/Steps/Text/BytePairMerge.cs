namespace EdgeAppliance.Core.Steps.Text;

/// <param name="Rank">Lower ones are joined first.</param>
/// <param name="Into">The number of both together.</param>
internal readonly record struct BytePairMerge(int Rank, int Into);
