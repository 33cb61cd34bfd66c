import { describe, expect, it } from 'vitest'
import { nameEvidence } from '../../../app/web/details/evidenceText.ts'
import { findZones, listZones } from '../../../app/web/details/zoneNames.ts'
import { isZone } from '../../../core/time/zone.ts'

describe('zones', () => {
  it('are found by any of their words', () => {
    const zones = ['UTC', 'Europe/Vienna', 'America/New_York', 'Europe/Lisbon']
    expect(findZones(zones, 'new york')).toEqual(['America/New_York'])
    expect(findZones(zones, 'lis EUROPE')).toEqual(['Europe/Lisbon'])
    expect(findZones(zones, '')).toEqual(zones)
  })

  it('are all those the clocks can be shown in, UTC first and once', () => {
    const zones = listZones()
    expect(zones[0]).toBe('UTC')
    expect(new Set(zones).size).toBe(zones.length)
    expect(zones.every(isZone)).toBe(true)
  })
})

describe('evidence', () => {
  it('has a name a person reads, whatever its kind', () => {
    expect(nameEvidence('path_time')).toBe('Time in the path')
    expect(nameEvidence('clap_board')).toBe('clap board')
  })
})
