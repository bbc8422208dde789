// Holds words of any software, which no lesson is told from others by.
export const SOFTWARE = `
  action agent api app application argument array async auto automatic backend behavior behaviour binary branch browser buffer
  bug build byte cache callback character ci class cli client code command comment commit compile compiler component config
  configuration configure connect connection console container content context convert core coverage crash custom database db
  debug default define delete dependency deploy deployment detect dev developer directory disable doc docs document
  documentation duplicate edit editor element enable encode endpoint engine env environment error event exception execute
  execution export expression extension extract feature fetch field file filter fixture flag folder format framework frontend
  function generate git github global guard handler hash header helper hook host html http id identifier ignore image implement
  implementation import index info init initialize inline input insert install instance integration interface internal invalid
  issue item iterate iteration javascript job json key layer layout length lib library lint linux load log logging logic loop
  manual merge message metadata method migrate migration missing mock mode model module multiple name namespace node null
  object operation operator option output override package page param parameter parent parse parser path pattern pipeline
  platform plugin pointer port process processing production program project prompt property provider python query queue raw
  record reference refactor regex regression release remote render repo repository request resolve resource response restart
  retry review root route row runtime schema scope script select selection server service session setting setup shell silent
  silently snapshot source spec specific stack state static status step storage store stream string structure sync syntax
  system tag target task template terminal text thread timeout token tool trace tree trigger typescript ui undefined unit
  update upgrade upload url user utility valid validate validation value variable verify version view warning web workflow
  worker workspace wrapper yaml`;
