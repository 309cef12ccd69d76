namespace EdgeAppliance.Inference.Repository;

/// <summary>What a slot's users run: swapped whole, so that a window sees one state or the other.</summary>
internal sealed record ActiveModel(LoadedModel Model, TimeProvider Time);
